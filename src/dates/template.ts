/**
 * Templates of names and folders: `{yyyy}{MM}{dd}_{HH}{mm}{ss}{SSS?}_{hash8}.{ext}`.
 *
 * A token that has no value (the time of a date without one, a camera that is not known) takes the separator before it
 * along; with `?` it goes alone, and only where two separators would then meet does the one before it go. A literal
 * brace is written twice: `{{` and `}}`.
 */
import {isOwnName, OWN_PREFIX, OWN_SUFFIX} from '../paths/own-names.ts'
import {badTemplate} from './template-error.ts'
import {type Part, parseTemplate, type TokenName} from './template-parse.ts'
import {renderParts} from './template-render.ts'
import type {TemplateValues} from './template-values.ts'

export type {TemplateValues} from './template-values.ts'
export {UNNAMABLE} from './template-values.ts'

export const DEFAULT_NAME_TEMPLATE = '{yyyy}{MM}{dd}_{HH}{mm}{ss}_{hash8}.{ext}'
export const DEFAULT_FOLDER_TEMPLATE = '{yyyy}/{yyyy}-{MM}-{dd}'

/** Whether a `rename` is a template, and not the name of a strategy. */
export function isTemplate(rename: string): boolean {
  return /[{}]/.test(rename)
}

const DATE_TOKENS = ['yyyy', 'yy', 'MM', 'dd', 'HH', 'mm', 'ss'] as const
/** `camera`: the model, and before it the make, unless the model begins with that. */
const CAMERA_TOKENS = ['make', 'model', 'camera'] as const

/** Tokens of a folder template: the date and the camera. */
export const FOLDER_TOKENS: readonly TokenName[] = [...DATE_TOKENS, ...CAMERA_TOKENS]
/**
 * Tokens of a name template. `SSS`: milliseconds; `hash8`: first 8 digits (any number), `hash`: all of them; `name`:
 * the original name without its extension; `counter`: the lowest number of 3 digits (`counter4`: of 4) that makes the
 * name free.
 */
export const NAME_TOKENS: readonly TokenName[] = [
  ...DATE_TOKENS,
  'SSS',
  'hash',
  'hash8',
  'ext',
  'name',
  ...CAMERA_TOKENS,
  'counter',
  'counter4',
]

export interface Template {
  readonly text: string
  /** Whether it names a token, `hash` standing for all of `hashN` and `counter` for all of `counterN`. */
  uses(token: string): boolean
  /** @throws MediaStructError UNNAMABLE where a value can't be part of a name */
  render(values: TemplateValues): string
}

/**
 * @param allowedTokens names without braces; `hash8` and `counter4` allow any number of digits
 * @throws MediaStructError BAD_TEMPLATE, naming the character
 */
export function compileTemplate(text: string, allowedTokens: readonly TokenName[]): Template {
  return templateOf(text, parseTemplate(text, allowedTokens))
}

function templateOf(text: string, parts: readonly Part[]): Template {
  return {
    text,
    uses: (token) => parts.some((part) => part.kind === 'token' && part.token === token),
    render: (values) => renderParts(parts, values),
  }
}

/**
 * A template of one name. Where it has no `{ext}`, the extension is appended as it was.
 * @throws MediaStructError BAD_TEMPLATE
 */
export function compileName(text: string): Template {
  const parts = parseTemplate(
    text,
    NAME_TOKENS,
    /[/\0]/,
    'a name can’t hold a slash: folders belong into "folder"',
  )
  refuseOwnName(text, parts)
  const template = templateOf(text, parts)
  if (template.uses('ext')) return template
  return {...template, render: (values) => template.render(values) + values.extension}
}

/** What every file's name would begin or end with must not be what marks the program's own files. */
function refuseOwnName(text: string, parts: readonly Part[]): void {
  const [first, last] = [parts[0], parts.at(-1)]
  if (first?.kind === 'literal' && isOwnName(first.text)) {
    throw badTemplate(
      text,
      {start: first.start},
      `names that begin with "${OWN_PREFIX}" are the program’s own`,
    )
  }
  if (last?.kind === 'literal' && last.text.toLowerCase().endsWith(OWN_SUFFIX)) {
    const problem = `a name that ends in "${OWN_SUFFIX}" is that of an unfinished copy`
    throw badTemplate(text, {start: text.length - OWN_SUFFIX.length, end: text.length}, problem)
  }
}

/**
 * A template of a folder below the library; components that come out empty vanish.
 * @throws MediaStructError BAD_TEMPLATE
 */
export function compileFolder(text: string): Template {
  if (text.startsWith('/')) throw badTemplate(text, {start: 0}, 'a folder is relative to the library')
  const above = /(?:^|\/)\.\.?(?:\/|$)|\0/.exec(text)
  if (above !== null) throw badTemplate(text, {start: above.index}, 'a folder can’t leave the library')
  const own = text.split('/').find(isOwnName)
  if (own !== undefined) {
    const problem = `folders that begin with "${OWN_PREFIX}" are the program’s own`
    throw badTemplate(text, {start: text.indexOf(own)}, problem)
  }
  const template = compileTemplate(text, FOLDER_TOKENS)
  const render = (values: TemplateValues) => template.render(values).split('/').filter(Boolean).join('/')
  return {...template, render}
}
