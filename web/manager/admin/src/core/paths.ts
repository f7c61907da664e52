import type { Complete } from '@roomtone/shared/api'
import type { paths as Brain } from '@roomtone/shared/generated/brain-api'
import type { components, paths } from '@roomtone/shared/generated/manager-api'

type Schemas = components['schemas']

export type Me = Complete<Schemas['OwnRoles']>
export type Overview = Complete<Schemas['Overview']>
export type OverviewProblem = Complete<Schemas['OverviewProblem']>
export type RoomQueue = Complete<Schemas['RoomQueue']>
export type QueueEntry = Complete<Schemas['RoomQueueEntry']>

type FilePath = '/api/admin/songs/{id}/file'

/** The calls of the manager's API. */
export type ManagerPaths = Omit<paths, FilePath> & Record<FilePath, FileLink>

/** The call that gives a link to listen by. */
interface FileLink {
  get: { parameters: { path: { id: string } }; responses: { 200: { content: { 'application/json': { url?: string } } } } }
}
export type BrainPaths = Brain
