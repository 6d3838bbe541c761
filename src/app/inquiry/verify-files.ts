import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Context } from '../../access/context.ts'
import { sha256Of } from '../../files/staged-file.store.ts'
import type { Problem } from '../../kernel/problem.ts'
import { listBatches } from '../../payment/batch.store.ts'
import { manifestName } from '../../payment/manifest.ts'
import type { Run } from '../../run/run.store.ts'
import { finding } from './verify-finding.ts'

/** Compares a run's payment files and their manifests in `folder` with what was written, and gives how many files there are. */
export async function checkFiles(
  { database }: Context,
  run: Run,
  folder: string,
): Promise<{ readonly files: number; readonly fileProblems: readonly Problem[] }> {
  const batches = await listBatches(database.sql, run)
  const fileProblems: Problem[] = []
  for (const { fileName, sha256, manifest, publishedAt } of batches) {
    const manifestHash = createHash('sha256').update(manifest).digest('hex')
    for (const [file, hash] of [[fileName, sha256] as const, [manifestName(fileName), manifestHash] as const]) {
      const found = await sha256Of(join(folder, file)).catch(() => null)
      if (found === null && publishedAt !== null) fileProblems.push(fileMissing(file, folder))
      if (found !== null && found.sha256 !== hash)
        fileProblems.push(finding('verify.file-altered', `文件 ${file} 与导出时的内容不同。`))
    }
  }
  return { files: batches.length, fileProblems }
}

function fileMissing(file: string, folder: string): Problem {
  return {
    code: 'verify.file-missing',
    severity: 'warning',
    message: `目录 ${folder} 中没有文件 ${file}。`,
    remedy: '文件在别处的,请用 --out 指明目录;丢失的,再执行一次 huimin export 可以原样写出。',
  }
}
