import type { paths as Brain } from '@roomtone/shared/generated/brain-api'
import type { paths as Documented } from '@roomtone/shared/generated/manager-api'

export interface Me {
  user_id: string
  roles: ('admin' | 'manager')[]
  admin_exists: boolean
}

export interface OverviewProblem {
  kind: string
  player_id: string | null
  player_name: string | null
  song_id: string | null
  song_title: string | null
  since: string | null
  count: number | null
  suspended: boolean | null
  detail: string
}

export interface Overview {
  players: Record<string, number>
  songs: Record<string, number> | null
  problems: OverviewProblem[]
  total: number
}

export interface QueueEntry {
  queue_id: string
  position: number
  song_id: string
  title: string
  artist: string | null
  type: 'soundscape' | 'instrumental'
  play_seconds: number
  reason: 'collective' | 'house' | 'rotation' | null
  added_at: string
}

export interface RoomQueue {
  state: 'closed' | 'paused' | 'offline' | 'playing' | 'idle'
  opens_at: string | null
  current: { play_id: string; song_id: string; reason: QueueEntry['reason'] } | null
  next: QueueEntry[]
  server_time: string
}

interface Get<Answer, Parameters = object> {
  get: { parameters: Parameters; responses: { 200: { content: { 'application/json': Answer } } } }
}

interface New {
  '/api/admin/me': Get<Me>
  '/api/admin/overview': Get<Overview>
  '/api/admin/players/{id}/queue': Get<RoomQueue, { path: { id: string } }>
  '/api/admin/songs/{id}/file': Get<{ url: string }, { path: { id: string } }>
  '/api/admin/roles': {
    get: Documented['/api/admin/roles']['get']
    put: {
      requestBody: { content: { 'application/json': { user_id?: string; email?: string; roles: string[] } } }
      responses: Documented['/api/admin/roles']['put']['responses']
    }
  }
}

/** The calls of the manager's API. */
export type ManagerPaths = Omit<Documented, keyof New> & New
export type BrainPaths = Brain
