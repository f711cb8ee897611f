/** A system call fails once: what it concerns is listed or the run ends, nothing is lost, and the next run is whole. */
import {FAIL} from './points.ts'
import {faultSuite} from './suite.ts'

faultSuite({title: 'a system call fails', faults: FAIL, fileSystems: ['same', 'across'], share: 0.3})
