// The answers of the API that the screens read, as /openapi.json describes them.

/**
 * @typedef {{planned: number, done: number, failed: number}} Counter
 * @typedef {{user_id: string, user_name: string, credential?: string, address?: string, request_id?: string}} Requester
 * @typedef {{operation_id: string, cluster_id: string, action: string, is_all_sync: boolean, dry_run: boolean,
 *     requested_by: Requester, accepted_at: string, started_at?: string, finished_at?: string, state: string,
 *     stage: string, counters: Record<string, Counter>, changes_per_second: number, estimated_end?: string,
 *     error?: {error_code: string, error_msg: string}, notes: string[],
 *     plan_hash?: string,
 *     held?: {reasons: string[], release_needs: string, release_refused?: "not_allowed" | "own_request", touches?: Touched[]},
 *     decisions?: {decision: string, by: Requester, at: string, comment?: string}[]}} Operation
 * @typedef {{number: number, stage: string, kind: string, name: string, action: string, before: Record<string, any>,
 *     after: Record<string, any>, reason?: string, outcome: string}} Row
 * @typedef {{state: string, reason?: string, checked_at?: string}} ServerHealth
 * @typedef {{cluster_id: string, cluster_name: string, state: string, reason?: string, is_synchronizing: boolean,
 *     extent: string, verified_at?: string, compared_at?: string,
 *     differences?: {added: number, changed: number, removed: number, refused: number,
 *     refusals: {kind: string, name: string, reason: string}[]},
 *     last_run?: {operation_id: string, action: string, state: string, accepted_at: string, finished_at?: string},
 *     held_operation_id?: string, next_run_at?: string, health: Record<string, ServerHealth>,
 *     allowed_actions: string[]}} ClusterRow
 * @typedef {{cluster_id: string, cluster_name: string, operation_id: string, planned_at: string, is_held: boolean} & Omit<Row, "outcome">} DifferenceRow
 * @typedef {{kind: string, action: string, count: number, names: string[]}} Touched
 * @typedef {{user_name: string, user_id: string, is_eligible: boolean, is_present: boolean, reason?: string}} UserRow
 * @typedef {{operation_id: string, at: string}} Since
 * @typedef {{name: string, is_present: boolean, because: {policy: string, group: string}[], since?: Since,
 *     goes_if: string[]}} Holding
 * @typedef {{cluster_id: string, cluster_name: string, user_id?: string, is_present: boolean,
 *     steps: {step: string, is_passed: boolean, detail: string}[],
 *     account?: {name: string, since?: Since, goes_if: string[]}, groups: Holding[], roles: Holding[],
 *     problems: {kind: string, name: string, reason?: string, by: Since}[], allowed_actions: string[]}} PersonPlace
 */

export {};
