/** Which error correction images get, and which may repair them. */
import {
  type Copies,
  chooseEcc,
  type Ecc,
  Flags,
  type Host,
  MediaStructError,
  NO_ECC,
  type Registry,
  type VolumeKey,
  type VolumeTarget,
} from 'mediastruct'
import {BLOCK_BYTES} from '../imaging/blocks.ts'
import {takesFiles} from '../target-kind.ts'

export const eccFlag = {
  ecc: Flags.string({
    description:
      'error correction that images get, which a plugin brings, or none; default: "ecc" of the config',
    helpValue: 'NAME',
  }),
}

/**
 * Asked of the flag, else of the config. A config speaks of all media: one that no images are made for gets none.
 * @throws MediaStructError UNKNOWN_NAME, BAD_ANSWER, NO_IMAGER
 */
export async function chosenEcc(
  {settings}: Host,
  registry: Registry,
  target: VolumeTarget,
  asked: string | undefined,
): Promise<Ecc | undefined> {
  const ecc = await chooseEcc(registry, asked ?? settings.ecc)
  if (!ecc || takesImages(target)) return ecc
  if (asked === undefined) return undefined
  throw new MediaStructError(
    'NO_IMAGER',
    `No image is made for the medium "${target.name}": there is nothing that "${ecc.name}" could add to.`,
    {hint: 'Error correction is added to images; do without it (--ecc none), or choose another medium.'},
  )
}

function takesImages(target: VolumeTarget): boolean {
  return target.imager !== undefined && !takesFiles(target) && target.sectorBytes === BLOCK_BYTES
}

export interface Repairers {
  readonly eccs: readonly Ecc[]
  /** Names that images of the volume were made with, and that no plugin offers. */
  readonly unknown: readonly string[]
}

/** The one that was chosen, and those that images of the volume carry. */
export async function repairersOf(
  copies: Copies,
  volume: VolumeKey,
  registry: Registry,
  chosen: Ecc | undefined,
): Promise<Repairers> {
  const carried = copies.images(volume).flatMap(({ecc}) => (ecc ? [ecc.name] : []))
  const names = [...new Set([...(chosen ? [chosen.name] : []), ...carried])].filter((name) => name !== NO_ECC)
  const eccs: Ecc[] = []
  for (const name of names.filter((one) => registry.has('ecc', one))) {
    const ecc = await chooseEcc(registry, name)
    if (ecc) eccs.push(ecc)
  }
  return {eccs, unknown: names.filter((name) => !registry.has('ecc', name))}
}
