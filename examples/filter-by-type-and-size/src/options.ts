/** Options: `{types: ['.thm'], smallerThan: '10KB', largerThan: '4GiB'}`, each of them optional. */
import {z} from 'zod'

const UNITS = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
}
const SIZE = /^(\d+(?:\.\d+)?) ?([KMGT]i?B|B)$/i

/** `10KB` is decimal, `10KiB` binary, a bare number bytes. Kept as it was written, for the reason that is told. */
const size = z.union([z.number().nonnegative(), z.string()]).transform((given, context) => {
  const text = String(given)
  if (typeof given === 'number') return {text, bytes: given}
  const [, number, unit] = SIZE.exec(text.trim()) ?? []
  const factor = UNITS[unit?.toUpperCase() as keyof typeof UNITS]
  if (factor) return {text, bytes: Number(number) * factor}
  context.addIssue(`expected a size such as 10KB or 4GiB, got ${JSON.stringify(given)}`)
  return z.NEVER
})

/** `.THM` and `thm` mean the same. */
const type = z
  .string()
  .regex(/^\.?[^./]+$/, 'expected the end of a name, such as .thm')
  .transform((text) => `.${text.replace(/^\./, '').toLowerCase()}`)

export const OPTIONS = z.strictObject({
  types: z.array(type).min(1).optional(),
  smallerThan: size.optional(),
  largerThan: size.optional(),
})

export type Options = z.infer<typeof OPTIONS>
