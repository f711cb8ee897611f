/** Directories that last as long as one test. */
import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

const made: string[] = []
let home: string | undefined

/** A new empty directory, by its real path; removed after the test that asked for it. */
export function scratch(): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'mediastruct-'))
  made.push(directory)
  return directory
}

/** The home of the test that is running: what several commands of one test share, catalog and trust included. */
export function scratchHome(): string {
  home ??= scratch()
  return home
}

afterEach(() => {
  home = undefined
  for (const directory of made.splice(0)) rmSync(directory, {recursive: true, force: true})
})
