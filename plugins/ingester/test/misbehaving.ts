/** A worker's module that does to its thread what a reader of a hostile file might: the file's name says what. */
import {type RawPath, toText} from 'mediastruct'
import type {Examined} from '../src/examine/worker.ts'

const hoard: unknown[] = []

export default async function misbehave(paths: readonly RawPath[]): Promise<Examined[]> {
  return await Promise.all(paths.map((path) => examined(path, paths.length)))
}

async function examined(path: RawPath, together: number): Promise<Examined> {
  const name = toText(path)
  if (name.includes('hang')) for (;;) Math.random()
  if (name.includes('eat')) for (;;) hoard.push(new Array(10_000).fill(name))
  if (name.includes('exit')) process.exit(0)
  if (name.includes('throw')) throw new Error('this reader fails')
  if (name.includes('late')) queueMicrotask(() => fail())
  if (name.includes('refuse')) return {ok: false, code: 'EIO', message: 'the disk reported an error'}
  if (name.includes('count')) return {ok: true, examination: {type: `${together}`, candidates: []}}
  return {ok: true, examination: {type: name, candidates: []}}
}

function fail(): never {
  throw new Error('nobody waits for this')
}
