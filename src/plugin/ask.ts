/** Asking plugins about one file, or one group: what they answer is checked before anybody goes by it. */
import {inspect} from 'node:util'
import {CAPTURE_DATE_SHAPE, captureDateOf} from '../dates/capture-date.ts'
import {MediaStructError} from '../errors.ts'
import type {
  CaptureDate,
  DatableFile,
  DedupeDecision,
  DiscoveredFile,
  DuplicateGroup,
  Hooks,
  NamableFile,
  NameProposal,
} from '../hooks.ts'
import {assertProposal} from '../plan/proposal.ts'
import {ownerOf, type Registry} from './registry.ts'

type Asked = Pick<Registry, 'hooks' | 'taps'>
type AskedByName = 'captureDate' | 'renameStrategy' | 'dedupePolicy'

/** Asks all taps. @returns the reason for which a file is left out. @throws MediaStructError PLUGIN_FAILED */
export async function askDiscovered(
  hook: Hooks['onFileDiscovered'],
  file: Omit<DiscoveredFile, 'skip'>,
): Promise<string | undefined> {
  if (!hook.isUsed()) return undefined
  let reason: string | undefined
  const skip = (why: string) => {
    reason = String(why)
  }
  await hook.promise({...file, skip})
  return reason
}

/** @throws MediaStructError BAD_ANSWER, PLUGIN_FAILED */
export async function askCaptureDate(
  registry: Asked,
  name: string,
  file: DatableFile,
): Promise<CaptureDate | undefined> {
  const answer: unknown = await registry.hooks.captureDate.for(name).promise(file)
  if (answer === undefined) return undefined
  const date = captureDateOf(answer)
  if (date) return date
  const who = answered(registry, 'captureDate', name)
  throw new MediaStructError(
    'BAD_ANSWER',
    `${who} on ${file.path} with ${inspect(answer)}: expected ${CAPTURE_DATE_SHAPE}.`,
  )
}

/** @returns the proposal where the strategy has no other. @throws MediaStructError BAD_ANSWER, PLUGIN_FAILED */
export async function askRenameStrategy(
  registry: Asked,
  name: string,
  file: NamableFile,
  proposal: NameProposal,
): Promise<NameProposal> {
  const answer: unknown = await registry.hooks.renameStrategy.for(name).promise(file, proposal)
  const who = `${answered(registry, 'renameStrategy', name)} on ${file.path}`
  return assertProposal(answer === undefined ? proposal : answer, who)
}

/**
 * A policy may say anything; only the path of a member, or leaving the group alone, is an answer.
 * @throws MediaStructError BAD_ANSWER, PLUGIN_FAILED
 */
export async function askDedupePolicy(
  registry: Asked,
  name: string,
  group: DuplicateGroup,
): Promise<DedupeDecision | undefined> {
  const answer: unknown = await registry.hooks.dedupePolicy.for(name).promise(group)
  if (answer === undefined) return undefined
  const fields: Record<string, unknown> = typeof answer === 'object' && answer !== null ? {...answer} : {}
  const {keep, leave} = fields
  const reason = typeof fields.reason === 'string' ? fields.reason : `by the policy "${name}"`
  if (leave === true) return {leave: true, reason}
  const members = group.files.map(({path}) => path)
  if (typeof keep === 'string' && members.includes(keep)) return {keep, reason}
  throw new MediaStructError(
    'BAD_ANSWER',
    `${answered(registry, 'dedupePolicy', name)} with ${inspect(answer)} for the group ${group.hash}: expected ` +
      `{keep: one of its paths, reason}, {leave: true, reason} or undefined.`,
    {hint: `Its files: ${members.join(', ')}`},
  )
}

/** Begins the sentence that refuses an answer. */
function answered({taps}: Asked, hook: AskedByName, name: string): string {
  return `The plugin ${ownerOf(taps, hook, name)} answered ${hook} "${name}"`
}
