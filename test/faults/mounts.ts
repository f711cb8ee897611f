/** File systems of a test's own: small disks, full disks, other devices, second doors to one directory. They need root. */
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, realpathSync, rmSync, truncateSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** Why nothing can be mounted here; `undefined` where it can. */
export function whyNoMounts(): string | undefined {
  if (process.platform !== 'linux') return 'mounting is tested on Linux only'
  if (process.getuid?.() !== 0) return 'mounting needs root'
  const {status, stderr} = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', tmpdir()], {
    encoding: 'utf8',
  })
  return status === 0 ? undefined : `mounting is not allowed here: ${stderr.trim()}`
}

/** Why a tool can't be used; `undefined` where it can. @param debianPackage what brings it */
export function whyNoTool(tool: string, debianPackage: string): string | undefined {
  const found = spawnSync('sh', ['-c', `command -v ${tool}`], {stdio: 'ignore'}).status === 0
  return found ? undefined : `${tool} is missing (Debian: ${debianPackage})`
}

/** Said in a test's title, so that what was not tried is never silent. */
export function skippedBecause(reason: string | undefined): string {
  return reason === undefined ? '' : ` – skipped: ${reason}`
}

/** What one test mounts; `remove` takes it all down again, last first. */
export class Mounts {
  /** A scratch directory that the mount points and disk images lie in. */
  readonly root = mkdtempSync(join(realpathSync(tmpdir()), 'mediastruct-mounts-'))
  readonly #mounted: string[] = []

  /** @param options as in `mount -o`: `size=2m`, `nr_inodes=50` */
  tmpfs(name: string, options = 'size=64m'): string {
    return this.#mount(name, ['-t', 'tmpfs', '-o', options, 'none'])
  }

  /** A disk in a file. @param make the command that makes the file system, but for the file's name: `mkfs.ext4 -q` */
  disk(name: string, make: string, bytes: number, options = 'loop'): string {
    const image = this.image(name, make, bytes)
    return this.#mount(name, ['-o', options, image])
  }

  /** The disk's file alone, for those who mount it by themselves. */
  image(name: string, make: string, bytes: number): string {
    const image = join(this.root, `${name}.img`)
    writeFileSync(image, '')
    truncateSync(image, bytes)
    const [tool = '', ...args] = make.split(' ')
    execFileSync(tool, [...args, image], {stdio: 'pipe'})
    return image
  }

  /** Mounts an image of this test's again: what a power loss left is what is there then. */
  mountImage(name: string, image: string): string {
    return this.#mount(name, ['-o', 'loop', image])
  }

  /** A second door to `directory`. */
  bind(name: string, directory: string, options?: 'ro'): string {
    const point = this.#mount(name, ['--bind', directory])
    if (options) execFileSync('mount', ['-o', `remount,${options},bind`, point])
    return point
  }

  /** Runs a mount command of another kind (FUSE …), given an empty directory to mount on. */
  by(name: string, mount: (point: string) => readonly [tool: string, ...args: string[]]): string {
    const point = this.directory(name)
    const [tool, ...args] = mount(point)
    execFileSync(tool, args, {stdio: 'pipe'})
    this.#mounted.push(point)
    return point
  }

  /** A plain directory beside the mount points. */
  directory(name: string): string {
    const directory = join(this.root, name)
    mkdirSync(directory, {recursive: true})
    return directory
  }

  /** @param options `size=64m`, `ro`: what is mounted there goes on under these. */
  remount(point: string, options: string): void {
    execFileSync('mount', ['-o', `remount,${options}`, point], {stdio: 'pipe'})
  }

  unmount(point: string): void {
    execFileSync('umount', [point], {stdio: 'pipe'})
    this.#mounted.splice(this.#mounted.indexOf(point), 1)
  }

  remove(): void {
    for (const point of this.#mounted.splice(0).reverse()) {
      // What still holds it open must not keep the others mounted.
      if (spawnSync('umount', [point]).status !== 0)
        execFileSync('umount', ['--lazy', point], {stdio: 'pipe'})
    }
    rmSync(this.root, {recursive: true, force: true})
  }

  #mount(name: string, args: readonly string[]): string {
    return this.by(name, (point) => ['mount', ...args, point])
  }
}
