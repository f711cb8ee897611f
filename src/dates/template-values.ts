/** What a template's tokens stand for. */
import {MediaStructError} from '../errors.ts'
import {type LocalDateTime, pad} from './local.ts'
import type {Token} from './template-parse.ts'

/** The code of what can't be part of a name: the file is left, for it is never named otherwise than asked. */
export const UNNAMABLE = 'UNNAMABLE'

export interface TemplateValues {
  readonly date: LocalDateTime
  /** Lower-case hex. */
  readonly hash: string
  /** With its dot, as it was; empty for none. */
  readonly extension: string
  /** Name before the extension. */
  readonly stem: string
  readonly camera?: {readonly make?: string | undefined; readonly model?: string | undefined} | undefined
  /** The hash part has at least so many digits. */
  readonly hashDigits?: number | undefined
  /** 1 where it is not said. */
  readonly counter?: number | undefined
}

/** Undefined, or empty, where it is not known. @throws MediaStructError UNNAMABLE */
export function valueFor(token: Token, values: TemplateValues): string | undefined {
  const value = rawValueFor(token, values)
  const bad = value?.match(/[/\0]/)?.[0]
  if (bad === undefined) return value
  const what = bad === '/' ? 'a slash' : 'a NUL character'
  throw new MediaStructError(
    UNNAMABLE,
    `{${token.token}} is ${JSON.stringify(value)}, which holds ${what}, and no name can; take {${token.token}} out of the template`,
  )
}

function rawValueFor({token, digits}: Token, values: TemplateValues): string | undefined {
  const {date, camera} = values
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
    case 'counter':
      return pad(values.counter ?? 1, digits)
    case 'make':
      return camera?.make?.trim()
    case 'model':
      return camera?.model?.trim()
    case 'camera':
      return cameraName(camera)
  }
}

function twoDigits(value: number | undefined): string | undefined {
  return value === undefined ? undefined : pad(value, 2)
}

/** The model, and before it the make, unless the model begins with that: `Canon EOS 5D`, `NIKON D750`, `SONY ILCE-7M3`. */
function cameraName(camera: TemplateValues['camera']): string | undefined {
  const [make = '', model = ''] = [camera?.make?.trim(), camera?.model?.trim()]
  if (model === '') return undefined
  // `NIKON CORPORATION` and `NIKON D750`: the first word tells.
  const [maker = ''] = make.split(' ')
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${make} ${model}`
}
