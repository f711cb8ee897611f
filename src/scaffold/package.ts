/** Writes a new package that holds a plugin of some kind: the files under templates/plugin, with its names in them. */
import {readdirSync, readFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {EXIT, errnoOf, MediaStructError, systemFailure} from '../errors.ts'
import {writeOwnFile} from '../own/write.ts'
import {fromText} from '../paths/bytes.ts'
import type {Kind} from './kinds.ts'
import {manifestFor, OWN_ROOT} from './manifest.ts'
import {offeredName} from './names.ts'

const TEMPLATES = join(OWN_ROOT, 'templates', 'plugin')
/** What every kind has. */
const COMMON = 'common'
/** npm would take a .gitignore of the templates for its own. */
const STORED_NAMES: Readonly<Record<string, string>> = {gitignore: '.gitignore'}

export interface NewPackage {
  readonly name: string
  readonly kind: Kind
  /** Absolute; made where it is missing. */
  readonly directory: string
}

/** @returns the files, relative to the directory, in order. @throws MediaStructError NOT_EMPTY, NOT_A_DIRECTORY */
export async function createPackage({name, kind, directory}: NewPackage): Promise<string[]> {
  assertEmpty(directory)
  const files = new Map([['package.json', manifestFor(name, kind)]])
  for (const source of [COMMON, kind]) {
    for (const [file, text] of templateFiles(join(TEMPLATES, source))) {
      files.set(STORED_NAMES[file] ?? file, filledIn(text, name))
    }
  }
  for (const [file, text] of files) await writeOwnFile(fromText(join(directory, file)), Buffer.from(text))
  return [...files.keys()].sort()
}

function templateFiles(root: string): [file: string, text: string][] {
  return readdirSync(root, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map(({parentPath, name}) => join(parentPath, name))
    .map((path) => [relative(root, path), readFileSync(path, 'utf8')])
}

/** The placeholders stand within strings, so that the templates are code like any other. */
function filledIn(text: string, name: string): string {
  return text.replaceAll('{{package}}', name).replaceAll('{{name}}', offeredName(name))
}

function assertEmpty(directory: string): void {
  try {
    if (readdirSync(directory).length === 0) return
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return
    if (errnoOf(error) === 'ENOTDIR') throw notADirectory(directory)
    throw systemFailure(error, EXIT.refused) ?? error
  }
  throw new MediaStructError('NOT_EMPTY', `${directory} is there already, and not empty.`, {
    hint: 'Choose another name, or another place with --dir.',
  })
}

function notADirectory(directory: string): MediaStructError {
  return new MediaStructError(
    'NOT_A_DIRECTORY',
    `${directory} can't be made: it, or what it would lie in, is a file.`,
    {
      hint: 'Choose another name, or another place with --dir.',
    },
  )
}
