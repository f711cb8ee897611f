/** The default rename strategy: a folder for the day, a name of date, time and hash, or what the config's templates say. */
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
}

/** What tells a name apart from those that were tried before it. */
export interface Step {
  /** The hash part has at least so many digits; the template's own number where it is absent. */
  readonly hashDigits?: number | undefined
  /** 1 where it is absent. */
  readonly counter?: number | undefined
}

/** The templates of a config, compiled once.
 * @throws MediaStructError BAD_TEMPLATE
 */
export function namingOptions(rename: string, folder: string): NamingOptions {
  return {template: compileName(rename), folderTemplate: compileFolder(folder)}
}

/**
 * @throws MediaStructError BAD_DATE where a date source answered with something that is no date; UNNAMABLE where a value
 *   can't be part of a name
 */
export function proposeName(
  file: Omit<NamableFile, 'read'>,
  {template, folderTemplate}: NamingOptions,
  step: Step = {},
): NameProposal {
  const values = valuesOf(file, step)
  return {folder: folderTemplate.render(values), name: template.render(values)}
}

function valuesOf(
  {name, extension, hash, date, dateSource, camera}: Omit<NamableFile, 'read'>,
  step: Step,
): TemplateValues {
  const parsed = parseDate(date.local)
  if (parsed === undefined) {
    throw new MediaStructError('BAD_DATE', `"${date.local}" from ${dateSource} is not a date.`)
  }
  return {date: parsed.local, hash, extension, stem: stemOf(name), camera, ...step}
}

/** The extension that it has now may be another one than that of its original name. */
function stemOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}
