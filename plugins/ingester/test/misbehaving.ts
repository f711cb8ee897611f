/** A worker's module that does to its process what a reader of a hostile file might: the file's name says what. */
import {type RawPath, toText} from 'mediastruct'
import type {Examined} from '../src/examine/worker.ts'

const hoard: unknown[] = []

export default async function misbehave(paths: readonly RawPath[]): Promise<Examined[]> {
  return await Promise.all(paths.map((path) => examined(path, paths.length)))
}

async function examined(path: RawPath, together: number): Promise<Examined> {
  const name = toText(path)
  if (name.includes('hang')) for (;;) Math.random()
  if (name.includes('eat')) eat(name)
  if (name.includes('deaf'))
    for (let held: unknown[] = []; ; held = held.length < 10_000 ? held : []) held.push(new Array(100))
  if (name.includes('exit')) process.exit(0)
  if (name.includes('throw')) throw new Error('this reader fails')
  if (name.includes('late')) queueMicrotask(() => fail())
  if (name.includes('refuse')) return {ok: false, code: 'EIO', message: 'the disk reported an error'}
  if (name.includes('count')) return {ok: true, examination: {type: `${together}`, candidates: []}}
  return {ok: true, examination: {type: name, candidates: []}}
}

/** Each shape of what is kept is met by another limit of V8's. */
function eat(name: string): never {
  if (name.includes('numbers')) for (;;) hoard.push(1)
  if (name.includes('holes')) for (;;) hoard.push(new Array(100))
  for (;;) hoard.push(new Array(10_000).fill(name))
}

function fail(): never {
  throw new Error('nobody waits for this')
}
