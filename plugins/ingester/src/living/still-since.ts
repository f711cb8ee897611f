/** Which files of a drop are at rest: as an earlier look showed them, and open for writing to nobody. */
import type {RawPath} from 'mediastruct'
import type {FoundDirectory, Stillness} from '../planner/find.ts'
import type {FoundFile} from '../planner/takeable.ts'
import type {Look} from './look.ts'
import {OpenFiles} from './open-files.ts'

export class StillSince implements Stillness {
  readonly #first: Look
  /** As of the moment when the second look begins. */
  #open: OpenFiles | undefined
  /** Those that were not. */
  readonly moving = new Set<RawPath>()

  constructor(first: Look) {
    this.#first = first
  }

  /** The same directories; of each file that is not at rest, why. */
  async *marking(directories: AsyncIterable<FoundDirectory>): AsyncGenerator<FoundDirectory, void, void> {
    for await (const directory of directories) {
      yield {...directory, files: directory.files.map((file) => this.#marked(file))}
    }
  }

  #marked(file: FoundFile): FoundFile {
    const moving = this.#whyMoving(file)
    if (moving === undefined) return file
    this.moving.add(file.path)
    return {...file, moving}
  }

  #whyMoving({path, size, mtimeNs, ctimeNs, inode}: FoundFile): string | undefined {
    const seen = this.#first.compare(path, {size: BigInt(size), mtimeNs, ctimeNs})
    if (seen === 'new') return 'it came only now: it may still be written'
    if (seen === 'changed') return 'it changed between two looks: it is still being written'
    this.#open ??= OpenFiles.now()
    const writer = this.#open.writerOf(path, inode)
    return writer && `${writer} has it open for writing`
  }
}
