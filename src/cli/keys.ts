import { type Command, Option } from 'commander'
import { resealAll } from '../admin/keys-reseal.ts'
import { keyStandings, rotateKeys } from '../admin/keys-rotate.ts'
import type { SealAlgorithm } from '../db/keys.ts'
import { withContext } from './terminal/command.ts'
import { INTERRUPTED } from './terminal/interrupt.ts'
import { table } from './terminal/table.ts'

const ALGORITHM_NAMES: Record<SealAlgorithm, string> = { aes: 'AES-256-GCM', sm4: 'SM4-CTR + HMAC-SM3' }

/** `huimin keys list | rotate | reseal` */
export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('加密身份证号和账号的密钥(keys.json,不在数据库里,请另行备份)')
  registerList(keys)
  registerRotate(keys)
  registerReseal(keys)
}

function registerList(keys: Command): void {
  keys
    .command('list')
    .description('各把密钥:算法、是否在用、加密了多少个号码')
    .action(async (_options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const standings = await keyStandings(context)
        const rows = standings.map(({ key, algorithm, inForce, numbers }) => [
          String(key),
          algorithm ? ALGORITHM_NAMES[algorithm] : '密钥文件里没有',
          inForce ? '在用' : '只用来解密',
          numbers.toLocaleString('en-US'),
        ])
        const titles = [
          { title: '密钥' },
          { title: '算法' },
          { title: '用途' },
          { title: '号码数', align: 'right' as const },
        ]
        out.say(table(titles, rows))
        return { result: { keys: standings } }
      })
    })
}

function registerRotate(keys: Command): void {
  keys
    .command('rotate')
    .description('换一把新密钥:今后用它加密,旧密钥留着解密')
    .addOption(new Option('--algorithm <name>', '新密钥的算法;不写则与原来相同').choices(['aes', 'sm4']))
    .addHelpText('after', '\n换好以后请备份 keys.json,复制到每台运行本程序的机器,再执行 huimin keys reseal。')
    .action(async (options: { algorithm?: SealAlgorithm }, command: Command) => {
      await withContext(command, async (context, out) => {
        const rotated = await rotateKeys(context, options.algorithm)
        out.say(`已启用 ${rotated.sealWith} 号密钥(${ALGORITHM_NAMES[rotated.algorithm]})。`)
        out.note('请立即备份 keys.json 并复制到各台机器,再执行 huimin keys reseal 把已有号码改用新密钥加密。')
        return { result: { ...rotated } }
      })
    })
}

function registerReseal(keys: Command): void {
  keys
    .command('reseal')
    .description('把已有号码改用在用的密钥加密;可随时中断,再执行时接着做')
    .action(async (_options: unknown, command: Command) => {
      await withContext(
        command,
        async (context, out) => {
          const resealed = await resealAll(context)
          const count = resealed.numbers.toLocaleString('en-US')
          out.say(
            resealed.numbers > 0
              ? `${count} 个号码已改用 ${resealed.sealWith} 号密钥加密。`
              : `所有号码都已用 ${resealed.sealWith} 号密钥加密,未作改变。`,
          )
          return { result: { ...resealed } }
        },
        { interrupted: INTERRUPTED.reseal },
      )
    })
}
