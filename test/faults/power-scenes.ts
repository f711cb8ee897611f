/** Files on disks that are about to lose their power, the commands that move them, and what must be there afterwards. */
import {mkdirSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {type Counted, census, lost, torn} from './census.ts'
import type {Disks} from './disks.ts'
import {type Injection, straced} from './points/strace.ts'
import {STEADY} from './points/world.ts'

/** A batch of the mover, and a part of the next. */
export const MANY = 1300
/** For what looks at single calls. */
export const FEW = 3
const FILE_BYTES = 8 * 1024

/** The journal of a catalog's first run in the library, where chance is taken out of its name. */
export const JOURNAL = 'library/.mediastruct/journal/01000000000000000000000001.ndjson'

export const CRAWL = ['crawl', 'master', 'backup']
export const SORT = ['sort', 'backup', '--master', 'master', '--to', 'duplicates']

/** The same pictures twice on one disk, written and not flushed. */
export function plantTrees(disk: string): Counted[] {
  for (const tree of ['master', 'backup']) plant(join(disk, tree), MANY, (number) => `picture ${number}.jpg`)
  return census(disk)
}

/** Pictures with a date each, written and not flushed. */
export function plantDrop(disk: string, files = MANY): Counted[] {
  const pad = (number: number) => String(number).padStart(2, '0')
  const name = (number: number) => `IMG_20190102_03${pad(Math.floor(number / 60))}${pad(number % 60)}.jpg`
  plant(join(disk, 'drop'), files, name)
  return census(disk)
}

function plant(directory: string, files: number, nameOf: (number: number) => string): void {
  mkdirSync(directory)
  for (let number = 0; number < files; number++) {
    writeFileSync(join(directory, nameOf(number)), `${number} `.repeat(FILE_BYTES).slice(0, FILE_BYTES))
  }
}

/** Runs a command to its end. */
export async function done(
  {near}: Disks,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<void> {
  const {code, stdout, stderr} = await mediastruct(args, {cwd: near, nodeOptions})
  expect(code, `${args.join(' ')}: ${stdout}${stderr}`).to.equal(0)
}

/**
 * Ends a command just before one of its system calls, by loss of power; `near` had written out everything by then, `far`
 * only what it was told to: old names are gone, new ones stand where they were flushed.
 */
export async function cutBefore(
  disks: Disks,
  args: readonly string[],
  {path, ...call}: Omit<Injection, 'fault'> & {readonly path: string},
  nodeOptions?: readonly string[],
): Promise<void> {
  const stage = {cwd: disks.near, steady: STEADY, argv: () => [...args]}
  const inject = [{...call, fault: 'signal=SIGKILL'}]
  const {signal} = await straced(stage, args, {trace: [call.syscall], inject, paths: [path], nodeOptions})
  expect(signal, `${call.syscall} #${call.when} on ${path} was reached`).to.equal('SIGKILL')
  disks.flush('near')
  disks.losePower()
}

/** What is not there any more as it was, under any final name. */
export function missed(before: readonly Counted[], {near, far}: Disks): string[] {
  const after = census(near, far)
  return [...lost(before, after), ...torn(before, after)]
}

export function expectKept(before: readonly Counted[], disks: Disks): void {
  expect(missed(before, disks), 'lost or torn').to.deep.equal([])
}

export function namesBelow(disk: string, directory: string): number {
  const root = join(disk, directory)
  return statSync(root, {throwIfNoEntry: false}) ? census(root).length : 0
}
