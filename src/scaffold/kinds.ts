import type {NamedHook} from '../plugin/registry.ts'

/** Kinds of plugins that can be started from a template, each a directory under templates/plugin. */
export const KINDS = ['hash', 'volume', 'rename', 'dedupe', 'date', 'filter'] as const

export type Kind = (typeof KINDS)[number]

/** What each offers, as part of a sentence. */
export const OFFERS: Readonly<Record<Kind, string>> = {
  hash: 'a hash algorithm',
  volume: 'a medium that volumes must fit on',
  rename: 'a rename strategy',
  dedupe: 'a policy for which copy stays',
  date: 'a source of capture dates',
  filter: 'a filter of files',
}

/** Kinds whose options are checked by a zod schema. */
export const WITH_OPTIONS: ReadonlySet<Kind> = new Set(['dedupe', 'filter'])

/** The hook that each is asked in by its name; a filter has none. */
export const HOOKS: Readonly<Record<Kind, NamedHook | undefined>> = {
  hash: 'hashAlgorithm',
  volume: 'volumeTarget',
  rename: 'renameStrategy',
  dedupe: 'dedupePolicy',
  date: 'captureDate',
  filter: undefined,
}
