/** Checks what a rename strategy proposes: whatever a plugin answers, nothing is filed outside the library. */
import {MediaStructError} from '../errors.ts'
import type {NameProposal} from '../hooks.ts'
import {isOwnName, OWN_PREFIX, OWN_SUFFIX} from '../paths/own-names.ts'

/** Longest name of a directory entry on the file systems in use, in bytes. */
export const NAME_BYTES = 255

/**
 * @param proposal whatever the plugin returned
 * @returns what is wrong with it, as a sentence that says what was expected and what came; undefined for a good one
 */
export function checkProposal(proposal: unknown): string | undefined {
  if (typeof proposal !== 'object' || proposal === null || Array.isArray(proposal)) {
    return `Expected {folder, name}, got ${shown(proposal)}.`
  }
  const {folder, name} = proposal as Partial<Record<keyof NameProposal, unknown>>
  if (typeof folder !== 'string') return `Expected "folder" to be a string, got ${shown(folder)}.`
  if (typeof name !== 'string') return `Expected "name" to be a string, got ${shown(name)}.`
  return checkFolder(folder) ?? checkName(name)
}

/**
 * @param who subject and verb of the sentence that refuses it: `The plugin x answered … on /a/b`
 * @throws MediaStructError BAD_ANSWER
 */
export function assertProposal(answer: unknown, who: string): NameProposal {
  const problem = checkProposal(answer)
  if (problem === undefined) return answer as NameProposal
  throw new MediaStructError('BAD_ANSWER', `${who} wrongly. ${problem}`)
}

function checkFolder(folder: string): string | undefined {
  if (folder === '') return undefined
  if (folder.startsWith('/')) return `Expected "folder" to be relative to the library, got ${shown(folder)}.`
  for (const component of folder.split('/')) {
    const problem = checkComponent(component)
    if (problem !== undefined) return `Expected "folder" to be ${problem}, got ${shown(folder)}.`
  }
  return undefined
}

function checkName(name: string): string | undefined {
  if (name.includes('/')) return `Expected "name" to be one path component, got ${shown(name)}.`
  const problem = checkComponent(name)
  if (problem !== undefined) return `Expected "name" to be ${problem}, got ${shown(name)}.`
  if (name.toLowerCase().endsWith(OWN_SUFFIX)) {
    return `Expected "name" not to end in "${OWN_SUFFIX}", which marks unfinished copies, got ${shown(name)}.`
  }
  return undefined
}

/** Completes "Expected … to be". */
function checkComponent(component: string): string | undefined {
  if (component === '') return 'free of empty components'
  if (component === '.' || component === '..') return 'free of "." and ".."'
  if (component.includes('\0')) return 'free of NUL characters'
  if (isOwnName(component)) return `free of names that begin with "${OWN_PREFIX}"`
  const bytes = Buffer.byteLength(component)
  if (bytes > NAME_BYTES) return `of components of at most ${NAME_BYTES} bytes (one has ${bytes})`
  return undefined
}

const SHOWN_CHARACTERS = 80

function shown(value: unknown): string {
  if (typeof value !== 'string') return value === null ? 'null' : `a value of type ${typeof value}`
  const cut = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value
  return JSON.stringify(cut)
}
