// Tenants by the thousand on a real PostgreSQL: `npm run bench:live`, with `-- 2000 10000` for other sizes (10,000 tenants are 13 GB and many minutes to make).
import { startPostgres } from '../test/support/postgres'
import { reportTenants } from './live-report'
import { createTenants } from './live-tenants'

async function bench(sizes: readonly number[]): Promise<void> {
  const postgres = await startPostgres({ major: 18 })
  try {
    let made = 0
    for (const size of sizes) {
      const seconds = await createTenants(postgres.url, made + 1, size)
      made = size
      console.log(`\n${size} tenants (made in ${seconds.toFixed(0)} s)`)
      await reportTenants(postgres.url, size)
    }
  } finally {
    await postgres.stop()
  }
}

const sizes = process.argv
  .slice(2)
  .map(Number)
  .filter((n) => n > 0)
bench(sizes.length > 0 ? sizes : [2000, 10_000]).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
