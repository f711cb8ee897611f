/** Puts what was decided of an asset into the plan: its moves together, as one. */
import {join, type LeftCode, type Move, type PlanSink, type RawPath, relativeTo} from 'mediastruct'
import {assetWord} from './asset-word.ts'
import {type Drop, nameOfDrop} from './drop.ts'
import type {Filed} from './filed.ts'
import type {ReadFile} from './members.ts'
import type {Namer} from './namer.ts'
import {type Examine, noticesOf} from './notices.ts'

export interface PlanWriterOptions {
  readonly sink: PlanSink
  readonly filed: Filed
  readonly namer: Pick<Namer, 'below'>
  /** Name of the hash algorithm. */
  readonly algorithm: string
  readonly examine: Examine
  /** Where files go that others hold already; without it they are left. */
  readonly duplicates?: RawPath | undefined
  /** Where files go that have no date; without it they are left. */
  readonly undated?: RawPath | undefined
}

type Details = Move['details']

interface Draft {
  readonly file: ReadFile
  readonly to: RawPath
  readonly reason: string
  readonly keeper?: RawPath | undefined
  readonly details?: Details
}

export class PlanWriter {
  readonly #options: PlanWriterOptions

  constructor(options: PlanWriterOptions) {
    this.#options = options
  }

  /**
   * Moves of what belongs together.
   * @param path of the asset's primary, or of the package
   * @param isPackage nothing else is put beside its files
   */
  together(drop: Drop, path: RawPath, isPackage = false): Together {
    return new Together(this.#options, drop, path, isPackage)
  }

  leave(files: readonly Pick<ReadFile, 'path'>[], code: LeftCode, reason: string): void {
    for (const {path} of files) this.#options.sink.left({path, code, reason})
  }
}

/** What is written together. */
export class Together {
  readonly #options: PlanWriterOptions
  readonly #drop: Drop
  readonly #path: RawPath
  readonly #isPackage: boolean
  readonly #drafts: Draft[] = []
  readonly #filed: Draft[] = []
  readonly #survivors: RawPath[] = []

  constructor(options: PlanWriterOptions, drop: Drop, path: RawPath, isPackage: boolean) {
    this.#options = options
    this.#drop = drop
    this.#path = path
    this.#isPackage = isPackage
  }

  file(places: Iterable<readonly [ReadFile, RawPath]>, reason: string, details?: Details): void {
    for (const [file, to] of places) {
      const draft = {file, to, reason, details}
      this.#drafts.push(draft)
      this.#filed.push(draft)
    }
  }

  /** What is filed here is put beside this one. */
  joins(survivor: RawPath): void {
    this.#survivors.push(survivor)
  }

  /** With the path that they had in the drop. @returns false where it is not said where such files go */
  fileUndated(files: readonly ReadFile[], reason: string): boolean {
    const {undated} = this.#options
    if (undated === undefined) return false
    this.file(
      files.map((file) => [file, join(undated, relativeTo(this.#drop.path, file.path))] as const),
      reason,
    )
    return true
  }

  /** Into the directory of duplicates. @param keeper whose content justifies that it leaves, where it is one */
  putAside(file: ReadFile, reason: string, {keeper, details}: Pick<Draft, 'keeper' | 'details'> = {}): void {
    const {duplicates} = this.#options
    if (duplicates === undefined) return
    const to = join(duplicates, nameOfDrop(this.#drop.path), relativeTo(this.#drop.path, file.path))
    this.#drafts.push({file, to, reason, keeper, details})
  }

  /** They are carried out together, or not at all. */
  async write(): Promise<void> {
    const {sink, filed, algorithm} = this.#options
    const asset = this.#drafts.length > 1 ? assetWord(this.#path) : undefined
    for (const {file, to, reason, keeper, details} of this.#drafts) {
      const {path: from, size, mtimeNs, hash} = file
      const copy = keeper === undefined ? this.#drop.copy : undefined
      sink.move({from, to, size, mtimeNs, hash, algorithm, reason, keeper, asset, copy, details})
    }
    const together = [...this.#survivors, ...this.#filed.map(({to}) => to)]
    for (const {file, to} of this.#filed) {
      filed.note(file, {place: to, isOpen: !this.#isPackage, together})
      await this.#notice(file, to)
    }
  }

  async #notice({path}: ReadFile, place: RawPath): Promise<void> {
    const {namer, sink, examine} = this.#options
    for (const notice of await noticesOf(path, namer.below(place), examine)) sink.notice(notice)
  }
}
