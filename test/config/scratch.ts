/** A scratch home with a project in it, and what the tests of this room ask of it. */
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {type LoadedConfig, loadConfig} from '../../src/config/load.ts'
import type {MediaStructError} from '../../src/errors.ts'

export class Scratch {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'mediastruct-config-')))
  readonly env = {
    HOME: join(this.root, 'home'),
    XDG_CONFIG_HOME: join(this.root, 'home/.config'),
    XDG_DATA_HOME: join(this.root, 'home/data'),
  }

  path(name: string): string {
    return join(this.root, name)
  }

  write(name: string, text: string | Uint8Array): string {
    const file = this.path(name)
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, text)
    return file
  }

  load(cwd = '.', file?: string): Promise<LoadedConfig> {
    return loadConfig({cwd: this.path(cwd), file, env: this.env})
  }

  remove(): void {
    rmSync(this.root, {recursive: true, force: true})
  }
}

export async function failure(work: Promise<unknown>): Promise<MediaStructError> {
  try {
    await work
  } catch (error) {
    return error as MediaStructError
  }
  throw new Error('expected a failure')
}
