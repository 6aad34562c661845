import type { MigrationInterface, QueryRunner } from 'typeorm'

export class Drop implements MigrationInterface {
  async up(runner: QueryRunner) {
    await runner.query('ALTER TABLE marketplace_jobs DROP COLUMN batch_id')
    await runner.query('UPDATE marketplace_jobs SET batch_id = NULL')
  }
  async down() {}
}
