export { describeFault } from "../problems/english/faults.ts";
export { FAULTS, type Fault } from "../problems/fault.ts";
