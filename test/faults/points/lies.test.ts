/** A disk lies about what it wrote or read: what is read back tells, and the original stays. */
import {LIE} from './points.ts'
import {faultSuite} from './suite.ts'

faultSuite({title: 'a disk lies', faults: LIE, fileSystems: ['same', 'across'], share: 0.2})
