/** A small image and what happens to it; tests that need a program are skipped aloud where it is not there. */
import {execFileSync, spawnSync} from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {EccProtectJob, EccProvider, Plugin} from 'mediastruct'
import type {Context} from 'mocha'
import plugin from '../src/plugin.ts'

export const SECTOR = 2048
/** Of the medium, in sectors. */
export const CAPACITY = 1100

const PACKAGES = {dvdisaster: '--version', genisoimage: '-version'} as const

export function needs(test: Context, ...tools: (keyof typeof PACKAGES)[]): void {
  const missing = tools.filter((tool) => spawnSync(tool, [PACKAGES[tool]]).error !== undefined)
  if (missing.length === 0) return
  process.stderr.write(
    `    skipped: ${missing.join(', ')} not found (apt-get install ${missing.join(' ')})\n`,
  )
  test.skip()
}

/** What the plugin offers. @param options as its schema gives them back */
export function offered(options: {least: number} = {least: 20}): EccProvider {
  let provider: EccProvider | undefined
  const api = {ecc: (one: EccProvider) => (provider = one)}
  const setup = plugin.setup as Plugin<{least: number}>['setup']
  void setup(api as unknown as Parameters<typeof setup>[0], options)
  if (!provider) throw new Error('it offers nothing')
  return provider
}

export class Disc {
  readonly root = mkdtempSync(join(tmpdir(), 'mediastruct-dvdisaster-'))

  at(name: string): string {
    return join(this.root, name)
  }

  /** An image with a file of so many bytes. @returns its sectors */
  image(name: string, bytes: number): number {
    mkdirSync(this.at('tree'), {recursive: true})
    writeFileSync(this.at('tree/a.jpg'), noise(bytes))
    const options = ['-quiet', '-input-charset', 'utf-8', '-udf', '-r', '-V', 'MS-0001']
    execFileSync('genisoimage', [...options, '-o', this.at(name), this.at('tree')], {stdio: 'pipe'})
    return this.count(name)
  }

  /** No file system, and the size that ISO 9660 would tell of itself: what dvdisaster looks at. */
  sectors(name: string, count: number): string {
    const image = Buffer.alloc(count * SECTOR, 'bytes ')
    image.fill(0, 16 * SECTOR, 18 * SECTOR)
    image.write('\x01CD001\x01', 16 * SECTOR, 'latin1')
    image.writeUInt32LE(count, 16 * SECTOR + 80)
    image.writeUInt32BE(count, 16 * SECTOR + 84)
    image.write('\xffCD001\x01', 17 * SECTOR, 'latin1')
    writeFileSync(this.at(name), image)
    return this.at(name)
  }

  copy(from: string, to: string): string {
    copyFileSync(this.at(from), this.at(to))
    return this.at(to)
  }

  /** What a scratch leaves. */
  zero(name: string, sectors: Iterable<number>, content: Uint8Array = Buffer.alloc(SECTOR)): void {
    const file = openSync(this.at(name), 'r+')
    for (const sector of sectors) writeSync(file, content, 0, SECTOR, sector * SECTOR)
    closeSync(file)
  }

  read(name: string): Buffer {
    return readFileSync(this.at(name))
  }

  count(name: string): number {
    return statSync(this.at(name)).size / SECTOR
  }

  job(name: string, more: Partial<EccProtectJob> = {}): EccProtectJob {
    mkdirSync(this.at('scratch'), {recursive: true})
    return {
      image: this.at(name),
      scratch: this.at('scratch'),
      signal: new AbortController().signal,
      progress: () => {},
      sectors: this.count(name),
      capacitySectors: CAPACITY,
      ...more,
    }
  }

  remove(): void {
    rmSync(this.root, {recursive: true, force: true})
  }
}

/** Bytes that no two sectors have alike. */
function noise(bytes: number): Buffer {
  const content = Buffer.alloc(bytes)
  let state = 1
  for (let at = 0; at < bytes; at++) {
    state = (state * 48_271) % 2_147_483_647
    content[at] = state & 0xff
  }
  return content
}

export function range(first: number, count: number): number[] {
  return Array.from({length: count}, (_, index) => first + index)
}
