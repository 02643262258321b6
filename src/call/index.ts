/** What `crmkit/domain` shows of this room: the log of calls, who rings, which calls were missed. @module */
export type * from './announcement.ts'
export { announcementNames, announcementsAt } from './announcement.ts'
export type * from './call.ts'
export {
  callEvents,
  callReaches,
  callStatus,
  callStatuses,
  recordCallEvent,
  startCall,
  talkedSeconds,
} from './call.ts'
export type * from './call-link.ts'
export { callLink } from './call-link.ts'
export type * from './line.ts'
export { isRecorded, mayCallOut, normalizeLine, switchesOf, usualLine } from './line.ts'
export type * from './missed-because.ts'
export { missedBecause } from './missed-because.ts'
export type * from './missed-calls.ts'
export { missedCalls, unreturnedStatuses } from './missed-calls.ts'
export type * from './route-call.ts'
export { isOpen, mostRungAtOnce, routeCall } from './route-call.ts'
export type * from './stored-call.ts'
