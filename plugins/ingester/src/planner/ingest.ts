/** Plans what becomes of each asset of the drops: filed, put aside as held, or left. */
import {
  type Excluder,
  fileFailure,
  type HashPool,
  type HashResult,
  type Hooks,
  isoDayOf,
  join,
  type LeftCode,
  type Move,
  type PlanSink,
  type Progress,
  parseDate,
  type RawPath,
  relativeTo,
  toText,
} from 'mediastruct'
