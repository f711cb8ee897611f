/** A system call fails once: what it concerns is listed or the run ends, nothing is lost, and the next run is whole. */
import {FAIL} from './points.ts'
import {faultSuite} from './suite.ts'

faultSuite({title: 'a system call fails', faults: FAIL, fileSystems: ['same', 'across'], share: 0.3})

/** Our journal beside the target can't be written any more, wherever a run is at that moment. */
faultSuite({
  title: 'a disk is full from a write on, and stays so',
  faults: {scopes: ['trees'], befall: {write: ['ENOSPC+']}},
  fileSystems: ['across'],
  share: 0.05,
})
