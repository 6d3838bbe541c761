/** Who acts in a demo: nobody approves what they made. */
export const DEMO_USERS = { admin: '管理员示例', maker: '经办示例', checker: '复核示例' } as const
