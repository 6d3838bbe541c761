/** What a user is for. */
export type Role = 'maker' | 'checker' | 'auditor' | 'admin'

export const ROLE_NAMES: Record<Role, string> = { maker: '经办', checker: '复核', auditor: '审计', admin: '管理员' }
