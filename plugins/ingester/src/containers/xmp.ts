/** Simple properties in XMP packets (XMP part 1 §7; RDF/XML), whatever prefixes a writer chose for their namespaces. */

export interface Property {
  readonly namespace: string
  readonly name: string
  /** Prefixes by which packets are understood that don't bind any to the namespace. */
  readonly prefixes: readonly string[]
}

/** Longest value, in characters. */
const VALUE = 64

/** The first value of a property, as it is written; undefined where the packet has none. */
export function xmpValue(packet: string, property: Property): string | undefined {
  const text = withoutOthers(packet)
  for (const prefix of prefixesOf(text, property)) {
    const value = simpleValue(text, `${escaped(prefix)}:${property.name}`)
    if (value !== undefined) return value
  }
  return undefined
}

/** An attribute, or an element, which may wrap its value in RDF's containers (XMP part 1 §7). */
function simpleValue(text: string, name: string): string | undefined {
  const pattern = new RegExp(
    [
      String.raw`(?<![\w:.-])${name}\s*=\s*(?:"([^"<>]{0,${VALUE}})"|'([^'<>]{0,${VALUE}})')`,
      String.raw`<${name}(?:\s[^<>]*)?>\s*(?:<rdf:\w+[^<>]*>\s*){0,3}([^<>]{1,${VALUE}})</`,
    ].join('|'),
  )
  const [, double, single, element] = pattern.exec(text) ?? []
  return (double ?? single ?? element)?.trim()
}

/** Every prefix that is bound to the namespace somewhere, else those that are usual. */
function prefixesOf(text: string, {namespace, prefixes}: Property): readonly string[] {
  const binding = new RegExp(String.raw`xmlns:([\w.-]+)\s*=\s*["']${escaped(namespace)}["']`, 'g')
  const bound = new Set([...text.matchAll(binding)].map(([, prefix = '']) => prefix))
  return bound.size > 0 ? [...bound] : prefixes
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}

/** The packets of other pictures that this one was made of (XMP part 2, media management), and comments. */
const OTHERS = [
  ['<!--', '-->'],
  ['<xmpMM:Pantry>', '</xmpMM:Pantry>'],
  ['<xmpMM:Ingredients>', '</xmpMM:Ingredients>'],
] as const

function withoutOthers(packet: string): string {
  return OTHERS.reduce((text, [open, close]) => without(text, open, close), packet)
}

/** What is never closed reaches to the end. */
function without(text: string, open: string, close: string): string {
  let start = text.indexOf(open)
  if (start < 0) return text
  const kept: string[] = []
  let from = 0
  while (start >= 0) {
    kept.push(text.slice(from, start))
    const end = text.indexOf(close, start + open.length)
    if (end < 0) return kept.join('')
    from = end + close.length
    start = text.indexOf(open, from)
  }
  return [...kept, text.slice(from)].join('')
}
