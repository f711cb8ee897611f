/** EXIF dates, in pictures and in the raw formats of cameras. */
import type {CaptureDate} from 'mediastruct'
import {metadataOf, TAG, type Tags, textOf} from './metadata.ts'
import {type Confidence, defineSource, gather, trusted} from './source.ts'

/** When the shutter opened; failing that, when it was digitised, each with its own sub-seconds and offset. */
export const exif = defineSource('exif', async (file) => {
  const {directories} = await metadataOf(file)
  return (
    firstTrusted(directories, 'high', TAG.dateTimeOriginal, TAG.subSecTimeOriginal, TAG.offsetTimeOriginal) ??
    firstTrusted(directories, 'high', TAG.createDate, TAG.subSecTimeDigitized, TAG.offsetTimeDigitized)
  )
})

/** When the picture was changed last: often the capture, sometimes an edit years later. */
export const exifModify = defineSource('exif-modify', async (file) => {
  const {directories} = await metadataOf(file)
  return firstTrusted(directories, 'low', TAG.modifyDate)
})

function firstTrusted(
  directories: readonly Tags[],
  confidence: Confidence,
  date: number,
  subsec?: number,
  offset?: number,
): CaptureDate | undefined {
  for (const tags of directories) {
    const tag = (number: number | undefined) => (number === undefined ? undefined : textOf(tags[number]))
    const answer = trusted(gather({date: tag(date), subsec: tag(subsec), offset: tag(offset)}), confidence)
    if (answer !== undefined) return answer
  }
  return undefined
}
