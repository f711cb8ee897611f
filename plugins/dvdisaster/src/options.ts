/** What the config may say of it, by the Standard Schema that the host asks (https://standardschema.dev). */
import type {Plugin} from 'mediastruct'

export interface Options {
  /** Redundancy below which an image is refused, in percent. */
  readonly least: number
}

/** Below 20 % dvdisaster itself warns that the redundancy may not give the protection that is expected of it. */
const LEAST: Options['least'] = 20
/** It makes none above 200 %: 170 roots of 255. */
const MOST = 200

type Schema = NonNullable<Plugin<Options>['options']>
type Result = Awaited<ReturnType<Schema['~standard']['validate']>>

export const optionsSchema: Schema = {
  '~standard': {version: 1, vendor: 'mediastruct', validate},
}

function validate(value: unknown): Result {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {issues: [{message: 'expected {least: 20}, or nothing'}]}
  const {least = LEAST, ...unknown}: {least?: unknown} = {...value}
  const [key] = Object.keys(unknown)
  if (key !== undefined) return {issues: [{message: 'unknown; the only key is "least"', path: [key]}]}
  if (typeof least === 'number' && least > 0 && least <= MOST) return {value: {least}}
  return {
    issues: [{message: `expected a percentage above 0 and up to ${MOST}, as a number`, path: ['least']}],
  }
}
