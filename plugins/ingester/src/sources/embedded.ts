/** Dates that stand in the file itself. */
import {type DatableFile, parseDate} from 'mediastruct'
import type {Candidate, Examination} from '../examine/examination.ts'
import {examine} from '../examine/examine.ts'
import {instant} from './instant.ts'
import type {SourceName} from './names.ts'
import {type Confidence, type DateSource, type Weighed, weighed} from './source.ts'

/** A source that speaks by what an examination found under its name. */
export function embedded(name: SourceName, confidence: Confidence): DateSource {
  return {
    weigh: async (file) => {
      const examination = await examine(file.raw)
      const own = examination.candidates.filter(({source}) => source === name)
      return await weighAll(own, examination, file, confidence)
    },
  }
}

/** @param examination of the file that the candidates stand in */
export async function weighAll(
  candidates: readonly Candidate[],
  examination: Examination,
  file: Pick<DatableFile, 'timezone' | 'localClocks'>,
  confidence: Confidence,
): Promise<Weighed[]> {
  const values: Weighed[] = []
  for (const candidate of candidates) {
    const {utcSeconds} = candidate
    values.push(
      utcSeconds === undefined
        ? told(candidate, confidence)
        : await instant(candidate, utcSeconds, examination, file, confidence),
    )
  }
  return values
}

function told(candidate: Candidate, confidence: Confidence): Weighed {
  const {field, written, local, offset} = candidate
  const parsed = local === undefined ? undefined : parseDate(local)
  return parsed
    ? weighed(candidate, {...parsed, offset}, confidence)
    : {field, written, refused: whyNot(written)}
}

/** What is wrong with a text that is no date. */
function whyNot(written: string): string {
  if (/^[\s:\0]*$/.test(written)) return 'blank'
  if (/^[0\s:TZ.+-]+$/.test(written)) return 'all zeros'
  if (/^\d{8}$/.test(written)) return 'a day without a time of day'
  return /^\d{4}[-:/.]\d{1,2}[-:/.]\d{1,2}/.test(written) ? 'no such day or time' : 'no date that can be read'
}
