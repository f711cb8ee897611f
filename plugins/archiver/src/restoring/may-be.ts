/** Where a source may hold a file of a volume. */
import {join, type RawPath} from 'mediastruct'
import {PAYLOAD} from '../bag/model.ts'
import type {Source, SourceFile} from '../imaging/sources.ts'

/**
 * Discs that others made have no `data/` to hold their files; but they may have one of their own, with other files of the
 * same names.
 * @param below `data/`
 */
export async function mayBe(source: Source, below: RawPath): Promise<SourceFile[]> {
  const found = [await source.file(join(PAYLOAD, below)), await source.file(below)]
  return found.filter((file) => file !== undefined)
}
