import { Controller, Delete, Param } from '@nestjs/common'
import { Client } from 'pg'

@Controller('tenants')
export class Tenants {
  constructor(private readonly client: Client) {}

  @Delete(':schema')
  async remove(@Param('schema') schema: string): Promise<void> {
    await this.client.query(`DROP SCHEMA ${this.client.escapeIdentifier(schema)} CASCADE`)
  }

  async create(schema: string): Promise<void> {
    await this.client.query(`CREATE SCHEMA ${this.client.escapeIdentifier(schema)}`)
  }

  async fromCommandLine(): Promise<void> {
    const name = process.argv[2]
    await this.client.query(`CREATE SCHEMA ${this.client.escapeIdentifier(String(name))}`)
  }
}

export async function readAnything(client: Client, schema: string | undefined): Promise<void> {
  await client.query(`SELECT * FROM ${client.escapeIdentifier(String(schema))}.products`)
  await (await connect()).query(`SELECT * FROM "${schema}".products`)
}

async function connect(): Promise<Client> {
  return new Client()
}
