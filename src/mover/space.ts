/** Is there room for what has to be copied? Asked before the first byte. */
import {statfs} from 'node:fs/promises'
import type {Runs} from '../catalog/runs.ts'
import {MediaStructError} from '../errors.ts'
import {dirname, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'
import {formatBytes} from '../units.ts'

interface Need {
  bytes: number
  readonly at: RawPath
}

/** @throws MediaStructError NO_SPACE where a device has less room than the planned copies onto it need */
export async function assertSpace(runs: Runs, run: string, isUndo: boolean): Promise<void> {
  const needs = new Map<bigint, Need>()
  const places = new Places()
  for (const move of runs.moves(run, {state: 'planned'})) {
    if (isUndo && move.copy) continue
    const target = await places.of(dirname(move.to))
    const source = await places.of(dirname(move.from))
    if (!move.copy && source.device === target.device) continue
    const need = needs.get(target.device) ?? {bytes: 0, at: target.path}
    need.bytes += move.size
    needs.set(target.device, need)
  }
  for (const need of needs.values()) await assertFree(need)
}

/**
 * For what comes from elsewhere.
 * @param directory need not be there yet
 * @throws MediaStructError NO_SPACE where its device has fewer bytes free
 */
export async function assertRoom(directory: RawPath, bytes: number): Promise<void> {
  await assertFree({bytes, at: (await new Places().of(directory)).path})
}

async function assertFree({bytes, at}: Need): Promise<void> {
  const {bavail, bsize} = await statfs(toBytes(at), {bigint: true})
  const free = Number(bavail * bsize)
  if (bytes <= free) return
  const message = `${toText(at)} has ${formatBytes(free)} free; ${formatBytes(bytes)} have to be copied there.`
  throw new MediaStructError('NO_SPACE', message, {
    hint: 'Nothing was moved or copied. Make room, or take fewer files.',
  })
}

interface Place {
  readonly path: RawPath
  readonly device: bigint
}

/** Devices of directories, or of the nearest above that exist; remembers only the last few thousand. */
class Places {
  readonly #known = new Map<RawPath, Place>()

  async of(directory: RawPath): Promise<Place> {
    const known = this.#known.get(directory)
    if (known) return known
    const stats = await lstatOf(directory)
    const place = stats?.isDirectory() ? {path: directory, device: stats.dev} : await this.#above(directory)
    if (this.#known.size > 4096) this.#known.clear()
    this.#known.set(directory, place)
    return place
  }

  async #above(directory: RawPath): Promise<Place> {
    if (directory === '/' || directory === '') return {path: '/' as RawPath, device: 0n}
    return await this.of(dirname(directory))
  }
}
