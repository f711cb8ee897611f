/** The default rename strategy: a folder for the day, a name of date, time and hash. */
import {
  compileFolder,
  compileName,
  MediaStructError,
  type NamableFile,
  type NameProposal,
  parseDate,
  type Template,
  type TemplateValues,
} from 'mediastruct'

export interface NamingOptions {
  /** Made by `compileName`. */
  readonly template: Template
  /** Made by `compileFolder`. */
  readonly folderTemplate: Template
  /** The hash part has at least so many digits; the template's own number where it is absent. */
  readonly hashDigits?: number | undefined
}

/** The templates of a config, compiled once.
 * @throws MediaStructError BAD_TEMPLATE
 */
export function namingOptions(rename: string, folder: string): NamingOptions {
  return {template: compileName(rename), folderTemplate: compileFolder(folder)}
}

/** @throws MediaStructError BAD_DATE where a date source answered with something that is no date */
export function proposeName(file: NamableFile, options: NamingOptions): NameProposal {
  const values = valuesOf(file, options.hashDigits)
  return {folder: options.folderTemplate.render(values), name: options.template.render(values)}
}

function valuesOf(file: NamableFile, hashDigits: number | undefined): TemplateValues {
  const parsed = parseDate(file.date.local)
  if (parsed === undefined) {
    throw new MediaStructError('BAD_DATE', `"${file.date.local}" from ${file.dateSource} is not a date.`)
  }
  const stem = file.name.slice(0, file.name.length - file.extension.length)
  return {date: parsed.local, hash: file.hash, extension: file.extension, stem, hashDigits}
}

/** Lengths that the hash part grows through; the last is all of it. */
const HASH_STEPS = [undefined, 12, 16, Number.POSITIVE_INFINITY] as const

/** The file that has a name already: its hash in lower-case hex, where that is known. */
export interface Occupant {
  readonly hash?: string | undefined
}

/**
 * The first proposal that is free: the hash part grows; where that can't tell two files apart (equal contents, a
 * template without a hash), `-2`, `-3` … is put before the extension.
 * @param hash of the file to be named
 * @param propose a name whose hash part has at least so many digits; the template's own number for undefined
 * @param occupantOf who has this place already; undefined for a free one
 */
export async function uniqueName(
  hash: string,
  propose: (hashDigits: number | undefined) => Promise<NameProposal>,
  occupantOf: (proposal: NameProposal) => Occupant | undefined,
): Promise<NameProposal> {
  let proposal: NameProposal | undefined
  for (const digits of HASH_STEPS) {
    proposal = await propose(digits)
    const occupant = occupantOf(proposal)
    if (occupant === undefined) return proposal
    if (occupant.hash === hash) break
  }
  const {folder, name} = proposal ?? (await propose(undefined))
  for (let number = 2; ; number++) {
    const numbered = {folder, name: withSuffix(name, `-${number}`)}
    if (occupantOf(numbered) === undefined) return numbered
  }
}

function withSuffix(name: string, suffix: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) + suffix + name.slice(dot) : name + suffix
}
