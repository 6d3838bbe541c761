import { catalogue } from '../kernel/refusal.ts'

/** How it is refused to open what is sealed, or to change the keys. */
export const KEYS_REFUSALS = catalogue({
  'keys.readable-by-others': (path: string) => ({
    message: `密钥文件 ${path} 可被其他用户读取。`,
    remedy: `请执行 chmod 600 ${path} 后重试。`,
  }),
  'keys.unreadable': (source: string) => ({
    message: `密钥(${source})无法读取或内容不完整。`,
    remedy: '请从备份恢复密钥;没有原密钥,已加密的身份证号和账号无法解开。',
  }),
  'keys.unknown': (id: number) => ({
    message: `身份证号或账号是用 ${id} 号密钥加密的,本机的密钥文件里没有这把密钥。`,
    remedy: '密钥更换后,请把最新的 keys.json 复制到每台运行本程序的机器。',
  }),
  'keys.in-environment': () => ({
    message: '密钥来自环境变量 HUIMIN_KEYS,本程序不能改它。',
    remedy: '请在存放密钥的地方加一把新密钥并把 sealWith 指向它,再执行 huimin keys reseal。',
  }),
  'keys.rotated-meanwhile': () => ({
    message: '另一个人刚换过密钥,这一次没有换。',
    remedy: '请用 huimin keys list 查看现状。',
  }),
  'keys.too-many': (most: number) => ({
    message: `密钥已有 ${most} 把,不能再加。`,
    remedy: '请先重新加密(huimin keys reseal),再从 keys.json 中去掉不再使用的旧密钥。',
  }),
})
