/** What a person sees of the duplicates: per folder how much is redundant; with -v every group. */
import {
  type DecidedGroup,
  dirname,
  formatBytes,
  grouped,
  printable,
  type RawPath,
  table,
  toText,
} from 'mediastruct'

/** Folders shown; the rest is summed up in a line. */
const FOLDERS_SHOWN = 20

export class FolderSummary {
  readonly #folders = new Map<RawPath, {files: number; bytes: number}>()

  add({size, files}: DecidedGroup): void {
    for (const {file, keep} of files) {
      if (keep) continue
      const folder = dirname(file.path)
      const sum = this.#folders.get(folder) ?? {files: 0, bytes: 0}
      sum.files++
      sum.bytes += size
      this.#folders.set(folder, sum)
    }
  }

  lines(): string[] {
    const folders = [...this.#folders].sort(([, a], [, b]) => b.bytes - a.bytes)
    if (folders.length === 0) return []
    const shown = folders.slice(0, FOLDERS_SHOWN)
    const rows = shown.map(([folder, {files, bytes}]) => [files, formatBytes(bytes), toText(folder)])
    const rest = folders.length - shown.length
    return [
      ...table([{title: 'redundant', right: true}, {title: 'bytes', right: true}, {title: 'folder'}], rows),
      ...(rest > 0 ? [`… and ${grouped(rest)} more folders (-v lists every file)`] : []),
    ]
  }
}

export function groupLines({size, hash, files}: DecidedGroup): string[] {
  return [
    `${hash.slice(0, 16)}  ${formatBytes(size)}`,
    ...files.map(
      ({file, keep, reason}) => `  ${keep ? 'keep' : '    '}  ${printable(toText(file.path))}  (${reason})`,
    ),
  ]
}
