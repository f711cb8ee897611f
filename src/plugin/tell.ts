/** Telling observers of what happened: each of them, whatever became of those before it. None can stop the work. */
import type {AsyncSeriesHook} from 'tapable'
import type {CopyChange} from '../catalog/copies.ts'
import type {VolumeEvent} from '../hooks.ts'
import {assertFunction, contained, type TapContext} from './contain.ts'

/** A series of tapable's ends with its first error: so observers' errors are kept beside the event until all were told. */
const failures = new WeakMap<object, unknown[]>()

/** An observer as a tap: what it gives back is let go of, how it fails is kept. */
export function observer<Event extends object>(
  context: TapContext,
  subjectOf: (event: Event) => string,
  tap: (event: Event) => unknown,
): (event: Event) => Promise<void> {
  const told = contained(context, subjectOf, withoutAnswer(context, tap))
  return async (event) => {
    try {
      await told(event)
    } catch (error) {
      failures.set(event, [...(failures.get(event) ?? []), error])
    }
  }
}

/** What a tap gives back where nothing is asked is let go of. @throws MediaStructError BAD_PLUGIN */
export function withoutAnswer<Event>(
  context: TapContext,
  tap: (event: Event) => unknown,
): (event: Event) => Promise<void> {
  assertFunction(context, tap)
  return async (event) => {
    await tap(event)
  }
}

/** @returns how observers failed: `MediaStructError`s that name plugin, hook and file */
export async function tell<Event extends object>(
  hook: AsyncSeriesHook<[Event]>,
  event: Event,
): Promise<unknown[]> {
  await hook.promise(event)
  const failed = failures.get(event) ?? []
  failures.delete(event)
  return failed
}

/** What became of a copy, and of its volume, where either has another state now. @returns how observers failed */
export async function tellOfCopy(
  hook: AsyncSeriesHook<[VolumeEvent]>,
  {volume, copy, from, state, volumeFrom, volumeState}: CopyChange,
): Promise<unknown[]> {
  const failed: unknown[] = []
  if (copy !== undefined && state !== from) failed.push(...(await tell(hook, {volume, copy, state})))
  if (volumeState !== volumeFrom) failed.push(...(await tell(hook, {volume, state: volumeState})))
  return failed
}
