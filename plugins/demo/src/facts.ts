/** What the story tells, looked up in the JSON documents of the steps; what is missing reads as empty. */

type Fields = Readonly<Record<string, unknown>>

export function textAt(document: unknown, ...keys: readonly string[]): string {
  const value = valueAt(document, keys)
  return typeof value === 'string' ? value : ''
}

export function numberAt(document: unknown, ...keys: readonly string[]): number {
  const value = valueAt(document, keys)
  return typeof value === 'number' ? value : 0
}

export function listAt(document: unknown, ...keys: readonly string[]): readonly unknown[] {
  const value = valueAt(document, keys)
  return Array.isArray(value) ? value : []
}

function valueAt(document: unknown, keys: readonly string[]): unknown {
  return keys.reduce((value, key) => (isFields(value) ? value[key] : undefined), document)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
