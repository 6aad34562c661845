import { Controller, Delete, Param } from '@nestjs/common'
import { Client } from 'pg'

@Controller('tenants')
export class Tenants {
  constructor(private readonly client: Client) {}

  @Delete(':schema')
  async remove(@Param('schema') schema: string): Promise<void> {
    await this.client.query(`DROP SCHEMA "${schema}" CASCADE`)
//                                        ^^^^^^^^^ unquoted-schema `schema` comes from the request
  }

  async create(schema: string): Promise<void> {
    await this.client.query(`CREATE SCHEMA "${schema}"`)
//                                          ^^^^^^^^^ unquoted-schema `schema` comes from the caller
  }

  async fromCommandLine(): Promise<void> {
    const name = process.argv[2]
    await this.client.query(`CREATE SCHEMA "${name}"`)
//                                          ^^^^^^^ unquoted-schema `name` comes from the command line
  }
}

export async function readAnything(client: Client, schema: string | undefined): Promise<void> {
  await client.query(`SELECT * FROM "${schema}".products`)
  //                                 ^^^^^^^^^ unquoted-schema fix=safe
  await (await connect()).query(`SELECT * FROM "${schema}".products`)
  //                                            ^^^^^^^^^ unquoted-schema fix=none does something
}

async function connect(): Promise<Client> {
  return new Client()
}
