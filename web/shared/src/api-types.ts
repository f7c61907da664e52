/** A method of HTTP, as the generated types of an API write it. */
export type Method = 'get' | 'put' | 'post' | 'delete' | 'patch'

/** The addresses of an API that take a method. */
export type PathsWith<Paths, M extends Method> = {
  [P in keyof Paths]: Paths[P] extends Record<M, object> ? P : never
}[keyof Paths] &
  string

/** The operation at an address. */
export type Operation<Paths, P extends keyof Paths, M extends Method> = Paths[P] extends Record<M, infer O> ? O : never

/** The body that an operation takes. */
export type Body<O> = O extends { requestBody?: infer B }
  ? [NonNullable<B>] extends [never]
    ? never
    : NonNullable<B> extends { content: { 'application/json': infer J } }
      ? J
      : never
  : never

/** The parameters of the path that an operation takes. */
export type PathParameters<O> = O extends { parameters: { path: infer P } } ? P : never

/** The parameters of the query that an operation takes. */
export type Query<O> = O extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never

/**
 * An answer, with all its members, also those of a schema that bodies of requests share: the services send all of them, with null where there
 * is no value.
 */
export type Complete<T> = T extends readonly (infer Item)[]
  ? Complete<Item>[]
  : T extends object
    ? { [K in keyof T]-?: Complete<Exclude<T[K], undefined>> }
    : T

/** What an operation answers when it succeeds. */
export type Answer<O> = O extends { responses: infer R }
  ? {
      [S in keyof R]: S extends 200 | 201 | 202
        ? R[S] extends { content: { 'application/json': infer J } }
          ? Complete<J>
          : undefined
        : S extends 204
          ? undefined
          : never
    }[keyof R]
  : never

/** What may be sent with a call. */
export type CallOptions<O> = ([PathParameters<O>] extends [never] ? { path?: undefined } : { path: PathParameters<O> }) &
  ([Body<O>] extends [never] ? { body?: undefined } : { body: Body<O> }) & {
    query?: [Query<O>] extends [never] ? undefined : Query<O>
  } & CallSettings

/** Settings of one call. */
export interface CallSettings {
  /** Sent as Idempotency-Key. The call is repeated once with the same key when no answer came. */
  idempotencyKey?: string
  /** Ends the call. */
  signal?: AbortSignal
  /** After how many ms without an answer the call is given up; by default 10,000. */
  timeoutMs?: number
  /** Whether the access token is sent; by default when somebody is signed in. */
  anonymous?: boolean
  headers?: Readonly<Record<string, string>>
}

/** The arguments after method and path: optional unless the operation needs some. */
export type CallArguments<O> = object extends CallOptions<O> ? [options?: CallOptions<O>] : [options: CallOptions<O>]
