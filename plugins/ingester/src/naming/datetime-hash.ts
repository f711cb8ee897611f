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

/**
 * The first proposal that is not taken: the hash part grows, then `-2`, `-3` … is added before the extension
 * (equal contents, or a template without a hash).
 * @param isTaken asked about each candidate; a name of this very file in its place is not taken
 */
export function uniqueName(
  file: NamableFile,
  options: NamingOptions,
  isTaken: (proposal: NameProposal) => boolean,
): NameProposal {
  let proposal = proposeName(file, options)
  for (const hashDigits of HASH_STEPS) {
    proposal = proposeName(file, {...options, hashDigits: hashDigits ?? options.hashDigits})
    if (!isTaken(proposal)) return proposal
  }
  for (let number = 2; ; number++) {
    const numbered = {folder: proposal.folder, name: withSuffix(proposal.name, `-${number}`)}
    if (!isTaken(numbered)) return numbered
  }
}

/** One proposal for each file, no two alike and none of those `taken` already (`folder/name`). */
export function uniqueNames(
  files: readonly NamableFile[],
  options: NamingOptions,
  taken: Iterable<string> = [],
): NameProposal[] {
  const names = new Set([...taken].map(fold))
  return files.map((file) => {
    const proposal = uniqueName(file, options, (candidate) => names.has(fold(placeOf(candidate))))
    names.add(fold(placeOf(proposal)))
    return proposal
  })
}

export function placeOf({folder, name}: NameProposal): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** Two names that a file system without case would take for one are not both given. */
function fold(place: string): string {
  return place.normalize('NFC').toLowerCase()
}

function withSuffix(name: string, suffix: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) + suffix + name.slice(dot) : name + suffix
}
