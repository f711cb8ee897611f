/**
 * Templates of names and folders: `{yyyy}{MM}{dd}_{HH}{mm}{ss}_{hash8}.{ext}`.
 *
 * A token whose value is not known (the time of a date without one, the extension of a name without one) is left
 * out together with the separator that led to it, so that `20190102_030405_abcdef12` becomes `20190102_abcdef12`.
 */
import {MediaStructError, nearest} from '../errors.ts'
import {type LocalDateTime, pad} from './local.ts'

export const DEFAULT_NAME_TEMPLATE = '{yyyy}{MM}{dd}_{HH}{mm}{ss}_{hash8}.{ext}'
export const DEFAULT_FOLDER_TEMPLATE = '{yyyy}/{yyyy}-{MM}-{dd}'

/** Tokens of a folder template: the date. */
export const FOLDER_TOKENS = ['yyyy', 'yy', 'MM', 'dd', 'HH', 'mm', 'ss'] as const
/** Tokens of a name template. `SSS`: milliseconds; `hash8`: first 8 digits (any number), `hash`: all of them. */
export const NAME_TOKENS = [...FOLDER_TOKENS, 'SSS', 'hash', 'hash8', 'ext', 'name'] as const

export interface TemplateValues {
  readonly date: LocalDateTime
  /** Lower-case hex. */
  readonly hash: string
  /** With its dot, as it was; empty for none. */
  readonly extension: string
  /** Name before the extension. */
  readonly stem: string
  /** The hash part has at least so many digits. */
  readonly hashDigits?: number | undefined
}

export interface Template {
  readonly text: string
  /** Whether it names a token, `hash` standing for all of `hashN`. */
  uses(token: string): boolean
  render(values: TemplateValues): string
}

interface Token {
  readonly token: string
  /** Digits, for `hashN`. */
  readonly digits: number
}
type Part = string | Token

/**
 * @param allowedTokens names without braces; `hash8` allows any number of digits
 * @throws MediaStructError BAD_TEMPLATE, naming the character
 */
export function compileTemplate(text: string, allowedTokens: readonly string[]): Template {
  const parts = parse(text, allowedTokens)
  return {
    text,
    uses: (token) => parts.some((part) => typeof part !== 'string' && part.token === token),
    render: (values) => render(parts, values),
  }
}

/**
 * A template of one name. Where it has no `{ext}`, the extension is appended as it was.
 * @throws MediaStructError BAD_TEMPLATE
 */
export function compileName(text: string): Template {
  const slash = text.search(/[/\0]/)
  if (slash >= 0) throw badTemplate(text, slash, 'a name can’t hold a slash: folders belong into "folder"')
  const template = compileTemplate(text, NAME_TOKENS)
  if (template.uses('ext')) return template
  return {...template, render: (values) => template.render(values) + values.extension}
}

/**
 * A template of a folder below the library; components that come out empty vanish.
 * @throws MediaStructError BAD_TEMPLATE
 */
export function compileFolder(text: string): Template {
  if (text.startsWith('/')) throw badTemplate(text, 0, 'a folder is relative to the library')
  const above = /(?:^|\/)\.\.?(?:\/|$)|\0/.exec(text)
  if (above !== null) throw badTemplate(text, above.index, 'a folder can’t leave the library')
  const template = compileTemplate(text, FOLDER_TOKENS)
  const render = (values: TemplateValues) => template.render(values).split('/').filter(Boolean).join('/')
  return {...template, render}
}

function parse(text: string, allowed: readonly string[]): Part[] {
  const parts: Part[] = []
  let position = 0
  while (position < text.length) {
    if (text[position] === '}') throw badTemplate(text, position, 'this brace closes nothing')
    if (text[position] === '{') {
      const end = text.indexOf('}', position)
      if (end < 0) throw badTemplate(text, position, 'this brace is never closed')
      parts.push(tokenOf(text, position, text.slice(position + 1, end), allowed))
      position = end + 1
    } else {
      const length = text.slice(position).search(/[{}]/)
      const literal = length < 0 ? text.slice(position) : text.slice(position, position + length)
      parts.push(literal)
      position += literal.length
    }
  }
  if (parts.length === 0) throw badTemplate(text, 0, 'it is empty')
  return parts
}

function tokenOf(text: string, position: number, name: string, allowed: readonly string[]): Token {
  const [, digits] = /^hash([1-9]\d{0,2})$/.exec(name) ?? []
  if (digits !== undefined && allowed.includes('hash8')) return {token: 'hash', digits: Number(digits)}
  if (allowed.includes(name)) return {token: name, digits: name === 'hash' ? Number.POSITIVE_INFINITY : 0}
  const suggestion = nearest(name, allowed)
  const offer = suggestion === undefined ? '' : `; did you mean {${suggestion}}?`
  throw badTemplate(text, position, `there is no token {${name}} here${offer}`, allowed)
}

function badTemplate(
  text: string,
  position: number,
  problem: string,
  allowed?: readonly string[],
): MediaStructError {
  const message = `The template "${text}" is wrong at character ${position + 1}: ${problem}`
  return new MediaStructError('BAD_TEMPLATE', message.replace(/(?<![?.])$/, '.'), {
    hint: `Known tokens: ${(allowed ?? NAME_TOKENS).map((token) => `{${token}}`).join(' ')}.`,
  })
}

/** Stands for a value that is not known; templates and names never hold a NUL. */
const UNKNOWN = '\0'
const UNKNOWN_RUN = /\0(?:[-_. :,T]*\0)*/g
const UNKNOWN_FIRST = /(^|\/)\0[-_. ]*/g
/** The `T` is that of ISO 8601. */
const UNKNOWN_AFTER_SEPARATOR = /(?:[-_. ]*|(?<=\d)T)\0/g

function render(parts: readonly Part[], values: TemplateValues): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : valueFor(part, values) || UNKNOWN))
    .join('')
    .replace(UNKNOWN_RUN, UNKNOWN)
    .replace(UNKNOWN_FIRST, '$1')
    .replace(UNKNOWN_AFTER_SEPARATOR, '')
}

function valueFor({token, digits}: Token, values: TemplateValues): string | undefined {
  const {date} = values
  switch (token) {
    case 'yyyy':
      return pad(date.year, 4)
    case 'yy':
      return pad(date.year % 100, 2)
    case 'MM':
      return pad(date.month, 2)
    case 'dd':
      return pad(date.day, 2)
    case 'HH':
      return twoDigits(date.hour)
    case 'mm':
      return twoDigits(date.minute)
    case 'ss':
      return twoDigits(date.second)
    case 'SSS':
      return date.subsec?.padEnd(3, '0').slice(0, 3)
    case 'hash':
      return values.hash.slice(0, Math.max(digits, values.hashDigits ?? 0))
    case 'ext':
      return values.extension.replace(/^\./, '')
    case 'name':
      return values.stem
    default:
      return undefined
  }
}

function twoDigits(value: number | undefined): string | undefined {
  return value === undefined ? undefined : pad(value, 2)
}
