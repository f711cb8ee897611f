/** Which copy of a group stays: masters always do, else the policy's choice, else the default's. */
import type {CatalogFile} from '../catalog/catalog.ts'
import type {Settings} from '../config/settings.ts'
import type {DedupeDecision, DuplicateGroup} from '../hooks.ts'
import {type RawPath, toText} from '../paths/bytes.ts'
import {askDedupePolicy} from '../plugin/ask.ts'
import {CONFIG_FUNCTION} from '../plugin/names.ts'
import type {Registry} from '../plugin/registry.ts'
import {unknownProvider} from '../plugin/unknown-name.ts'
import type {Trees} from '../trees.ts'
import type {ContentGroup} from './groups.ts'

export interface DecidedFile {
  file: CatalogFile
  /** Root of the tree that it belongs to. */
  tree: RawPath
  master: boolean
  keep: boolean
  reason: string
}

export interface DecidedGroup extends Omit<ContentGroup, 'files'> {
  files: DecidedFile[]
}

export type Decider = (group: ContentGroup) => Promise<DecidedGroup>

/** An answer, by the place in the group of the file that stays. */
type Decision = {keep: number; reason: string} | {leave: true; reason: string}

const DEFAULT_POLICY = 'prefer-master'

/** @throws MediaStructError UNKNOWN_NAME; the decider throws BAD_ANSWER, PLUGIN_FAILED */
export function decider(registry: Registry, {dedupe}: Settings, trees: Trees): Decider {
  const name = typeof dedupe === 'function' ? CONFIG_FUNCTION : dedupe
  if (!registry.has('dedupePolicy', name)) {
    throw unknownProvider(registry, 'dedupePolicy', name)
  }
  return async (group) => {
    const asked = asAsked(group, trees)
    const answer =
      (await askDedupePolicy(registry, name, asked)) ??
      (await askDedupePolicy(registry, DEFAULT_POLICY, asked))
    return decide(group, trees, answer ? byPlace(answer, asked) : {keep: 0, reason: 'first in order'})
  }
}

/** Of members whose names differ only in bytes that are not UTF-8, the text means the first. */
function byPlace(answer: DedupeDecision, {files}: DuplicateGroup): Decision {
  return 'keep' in answer ? {...answer, keep: files.findIndex(({path}) => path === answer.keep)} : answer
}

function asAsked({hash, size, files}: ContentGroup, trees: Trees): DuplicateGroup {
  return {
    hash,
    size,
    files: files.map(({path, mtimeNs}) => {
      const tree = trees.of(path)
      return {
        path: toText(path),
        tree: toText(tree?.path ?? path),
        role: tree?.role ?? 'tree',
        master: tree?.master ?? false,
        mtimeNs,
      }
    }),
  }
}

function decide(group: ContentGroup, trees: Trees, decision: Decision): DecidedGroup {
  const inMaster = (file: CatalogFile) => trees.isMaster(file.path)
  const anyMaster = group.files.some(inMaster)
  const files = group.files.map((file, index): DecidedFile => {
    const tree = trees.of(file.path)?.path ?? file.path
    const master = inMaster(file)
    if ('leave' in decision) return {file, tree, master, keep: true, reason: decision.reason}
    if (master) return {file, tree, master, keep: true, reason: 'in a master tree'}
    const keep = !anyMaster && index === decision.keep
    return {file, tree, master, keep, reason: keep ? decision.reason : redundantReason(anyMaster)}
  })
  return {...group, files: files.sort((a, b) => Number(b.keep) - Number(a.keep))}
}

function redundantReason(anyMaster: boolean): string {
  return anyMaster ? 'a master tree holds it' : 'another copy is kept'
}
