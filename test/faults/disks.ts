/** Disks that can lose their power: what was not flushed is gone then. They need root and xfs_io. */
import {execFileSync} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Mounts, whyNoMounts, whyNoTool} from './mounts.ts'

const DISK_BYTES = 320 << 20

/** Commands that make file systems which keep their promises over a loss of power. */
export const FILE_SYSTEMS = {xfs: 'mkfs.xfs -q', ext4: 'mkfs.ext4 -q -F'}

/** Why no power can be lost here; `undefined` where it can. */
export const whyNoPowerLoss =
  whyNoMounts() ?? whyNoTool('xfs_io', 'xfsprogs') ?? whyNoTool('mkfs.xfs', 'xfsprogs')

/** Two disks that lose their power together. The catalog lies on the first. */
export class Disks {
  readonly #mounts = new Mounts()
  readonly #images: Record<'near' | 'far', string>
  readonly near: string
  readonly far: string

  constructor(make: string) {
    this.#images = {
      near: this.#mounts.image('near', make, DISK_BYTES),
      far: this.#mounts.image('far', make, DISK_BYTES),
    }
    this.near = this.#mounts.mountImage('near', this.#images.near)
    this.far = this.#mounts.mountImage('far', this.#images.far)
    writeFileSync(join(this.near, 'mediastruct.config.json'), '{}')
    this.flush('near', 'far')
  }

  /** @param path begins with `near/` or `far/` */
  absolute(path: string): string {
    return path.replace(/^(near|far)\//, (_, disk: 'near' | 'far') => `${this[disk]}/`)
  }

  flush(...disks: readonly ('near' | 'far')[]): void {
    for (const disk of disks) execFileSync('sync', ['-f', this[disk]])
  }

  losePower(): void {
    this.cut()
    this.mountAgain()
  }

  /** From now on every call fails, and what was not flushed is gone. */
  cut(): void {
    for (const disk of [this.near, this.far]) execFileSync('xfs_io', ['-x', '-c', 'shutdown', disk])
  }

  mountAgain(): void {
    for (const name of ['near', 'far'] as const) {
      this.#mounts.unmount(this[name])
      this.#mounts.mountImage(name, this.#images[name])
    }
  }

  remove(): void {
    this.#mounts.remove()
  }
}
