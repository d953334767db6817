// The answers of the API that the screens read, as /openapi.json describes them.

/**
 * @typedef {{planned: number, done: number, failed: number}} Counter
 * @typedef {{user_id: string, user_name: string, credential?: string, address?: string, request_id?: string}} Requester
 * @typedef {{operation_id: string, cluster_id: string, action: string, is_all_sync: boolean, dry_run: boolean,
 *     requested_by: Requester, accepted_at: string, started_at?: string, finished_at?: string, state: string,
 *     stage: string, counters: Record<string, Counter>, changes_per_second: number, estimated_end?: string,
 *     error?: {error_code: string, error_msg: string}, notes: string[],
 *     held?: {reasons: string[], release_needs: string}}} Operation
 * @typedef {{number: number, stage: string, kind: string, name: string, action: string, before: Record<string, any>,
 *     after: Record<string, any>, reason?: string, outcome: string}} Row
 */

export {};
