/** Movers that are broken on purpose, each in one line or two: what is compiled is changed while it is loaded. */

export interface Sabotage {
  /** The module, by the end of its URL. */
  readonly module: string
  /** Each must be found as it stands here: a sabotage that no longer fits is no proof. */
  readonly edits: readonly (readonly [found: string, put: string])[]
}

export const SABOTAGES = {
  'renames instead of linking': {
    module: '/mover/give-name.js',
    edits: [
      ['await link(toBytes(from), toBytes(to));', 'await rename(toBytes(from), toBytes(to));'],
      ["return 'linked';", "return 'renamed';"],
    ],
  },
  'does not flush data': {
    module: '/mover/batch.js',
    edits: [['await this.#flushSources();', '']],
  },
  'does not flush directories': {
    module: '/own/directories.js',
    edits: [['await handle.sync();', '']],
  },
  'takes the old name away before it read the copy back': {
    module: '/mover/cross-device.js',
    edits: [
      [
        'await writePart(source, part, before, expected);',
        'await unlink(toBytes(from)); await writePart(source, part, before, expected);',
      ],
    ],
  },
  'journals after the act': {
    module: '/mover/batch.js',
    edits: [
      ['await recordIntents(this.#books, this.#jobs);', ''],
      [
        'await this.#arriveAll(reserved);',
        'await this.#arriveAll(reserved); await recordIntents(this.#books, this.#jobs);',
      ],
    ],
  },
} as const satisfies Record<string, Sabotage>

export type SabotageName = keyof typeof SABOTAGES

/** Options of Node that give the program this mover. */
export function sabotaged(name: SabotageName): string[] {
  const preload = new URL('preload.ts', import.meta.url)
  preload.search = encodeURIComponent(name)
  return ['--import', preload.href]
}
