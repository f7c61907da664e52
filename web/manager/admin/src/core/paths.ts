import type { Complete } from '@roomtone/shared/api'
import type { paths as Brain } from '@roomtone/shared/generated/brain-api'
import type { components, paths } from '@roomtone/shared/generated/manager-api'

type Schemas = components['schemas']

export type Me = Complete<Schemas['OwnRoles']>
export type Overview = Complete<Schemas['Overview']>
export type OverviewProblem = Complete<Schemas['OverviewProblem']>
export type RoomQueue = Complete<Schemas['RoomQueue']>
export type QueueEntry = Complete<Schemas['RoomQueueEntry']>

/** The calls of the manager's API. */
export type ManagerPaths = paths
export type BrainPaths = Brain
